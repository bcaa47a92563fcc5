//! Transactions of message brokers.

use std::time::Duration;

use lapin::options::BasicPublishOptions;
use lapin::{BasicProperties, Channel, Connection};
use rdkafka::error::KafkaResult;
use rdkafka::producer::{BaseProducer, BaseRecord, FutureProducer, FutureRecord, Producer};

pub async fn published_bad(channel: &Channel, messages: &[Vec<u8>]) -> lapin::Result<usize> {
    channel.tx_select().await?; // want unfinished-transaction
    for message in messages {
        let options = BasicPublishOptions::default();
        channel.basic_publish("", "jobs", options, message, BasicProperties::default()).await?;
    }
    Ok(messages.len())
}

/// Who has given the channel goes on using it, with what was sent and not committed.
pub async fn kept_channel_bad(channel: &Channel, message: &[u8]) -> lapin::Result<()> {
    channel.tx_select().await?; // want unfinished-transaction
    channel.basic_publish("", "jobs", BasicPublishOptions::default(), message, BasicProperties::default()).await?;
    channel.tx_commit().await
}

pub async fn published_ok(channel: &Channel, messages: &[Vec<u8>]) -> lapin::Result<usize> {
    channel.tx_select().await?; // want-fate released
    for message in messages {
        let options = BasicPublishOptions::default();
        let sent = channel.basic_publish("", "jobs", options, message, BasicProperties::default()).await;
        if let Err(error) = sent {
            channel.tx_rollback().await?;
            return Err(error);
        }
    }
    channel.tx_commit().await?;
    Ok(messages.len())
}

pub async fn own_channel_ok(connection: &Connection, message: &[u8]) -> lapin::Result<()> {
    let channel = connection.create_channel().await?;
    channel.tx_select().await?; // want-fate released
    channel.basic_publish("", "jobs", BasicPublishOptions::default(), message, BasicProperties::default()).await?;
    channel.tx_commit().await
}

pub async fn own_channel_bad(connection: &Connection, message: &[u8], urgent: bool) -> lapin::Result<()> {
    let channel = connection.create_channel().await?;
    channel.tx_select().await?; // want unfinished-transaction
    channel.basic_publish("", "jobs", BasicPublishOptions::default(), message, BasicProperties::default()).await?;
    if urgent {
        channel.tx_commit().await?;
    }
    Ok(())
}

pub fn sent_bad(producer: &BaseProducer, topic: &str, messages: &[String]) -> KafkaResult<()> {
    producer.begin_transaction()?; // want unfinished-transaction
    for message in messages {
        let record: BaseRecord<'_, str, str> = BaseRecord::to(topic).payload(message);
        producer.send(record).map_err(|(error, _)| error)?;
    }
    producer.commit_transaction(Duration::from_secs(10))
}

pub fn sent_ok(producer: &BaseProducer, topic: &str, messages: &[String]) -> KafkaResult<()> {
    producer.begin_transaction()?; // want-fate released
    for message in messages {
        let record: BaseRecord<'_, str, str> = BaseRecord::to(topic).payload(message);
        if let Err((error, _)) = producer.send(record) {
            producer.abort_transaction(Duration::from_secs(10))?;
            return Err(error);
        }
    }
    producer.commit_transaction(Duration::from_secs(10))
}

pub async fn awaited_bad(producer: &FutureProducer, topic: &str, message: &str) -> KafkaResult<i64> {
    producer.begin_transaction()?; // want unfinished-transaction
    let record: FutureRecord<'_, str, str> = FutureRecord::to(topic).payload(message);
    let delivery = producer.send(record, Duration::from_secs(5)).await.map_err(|(error, _)| error)?;
    producer.commit_transaction(Duration::from_secs(10))?;
    Ok(delivery.offset)
}

pub async fn awaited_ok(producer: &FutureProducer, topic: &str, message: &str) -> KafkaResult<i64> {
    producer.begin_transaction()?; // want-fate released
    let record: FutureRecord<'_, str, str> = FutureRecord::to(topic).payload(message);
    match producer.send(record, Duration::from_secs(5)).await {
        Ok(delivery) => {
            producer.commit_transaction(Duration::from_secs(10))?;
            Ok(delivery.offset)
        }
        Err((error, _)) => {
            producer.abort_transaction(Duration::from_secs(10))?;
            Err(error)
        }
    }
}
