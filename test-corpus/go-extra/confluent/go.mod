module corpus.example/confluent

go 1.26

require github.com/confluentinc/confluent-kafka-go/v2 v2.15.0
