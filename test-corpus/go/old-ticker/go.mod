module corpus.example/go/old-ticker

go 1.22
