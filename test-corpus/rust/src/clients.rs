//! Clients that wait for another side without a deadline.

use std::time::Duration;

use reqwest::{Client, Error, Response};
use tokio::net::TcpStream;

pub async fn get_bad(url: &str) -> Result<Response, Error> {
    reqwest::get(url).await // want no-deadline
}

pub async fn get_under_a_limit_ok(url: &str) -> Option<Response> {
    tokio::time::timeout(Duration::from_secs(5), reqwest::get(url)).await.ok()?.ok()
}

pub async fn get_beside_a_limit_ok(url: &str) -> Option<Response> {
    tokio::select! {
        response = reqwest::get(url) => response.ok(),
        () = tokio::time::sleep(Duration::from_secs(5)) => None,
    }
}

pub async fn get_in_a_literal_ok(url: &str) -> Option<Response> {
    let get = async { reqwest::get(url).await };
    tokio::time::timeout(Duration::from_secs(5), get).await.ok()?.ok()
}

pub async fn chain_bad(url: &str) -> Result<Response, Error> {
    Client::new().get(url).header("a", "b").send().await // want no-deadline
}

pub async fn variable_bad(url: &str) -> Result<Response, Error> {
    let client = Client::builder().user_agent("a").build()?;
    let request = client.post(url).body("x");
    request.send().await // want no-deadline
}

pub async fn request_with_timeout_ok(url: &str) -> Result<Response, Error> {
    Client::new().get(url).timeout(Duration::from_secs(5)).send().await
}

pub async fn client_with_timeout_ok(url: &str) -> Result<Response, Error> {
    let client = Client::builder().timeout(Duration::from_secs(5)).user_agent("a").build()?;
    client.get(url).send().await
}

pub async fn given_client_ok(client: &Client, url: &str) -> Result<Response, Error> {
    client.get(url).send().await
}

pub fn blocking_ok(url: &str) -> Result<reqwest::blocking::Response, Error> {
    reqwest::blocking::Client::new().get(url).send()
}

pub async fn dial_bad(address: &str) -> std::io::Result<TcpStream> {
    TcpStream::connect(address).await // want no-deadline
}

pub async fn dial_at_home_ok() -> std::io::Result<TcpStream> {
    TcpStream::connect("127.0.0.1:80").await
}

pub async fn dial_under_a_limit_ok(address: &str) -> Option<TcpStream> {
    let dialled = TcpStream::connect(address);
    tokio::time::timeout(Duration::from_secs(5), dialled).await.ok()?.ok()
}

pub async fn channel_bad() -> Result<tonic::transport::Channel, tonic::transport::Error> {
    let endpoint = tonic::transport::Endpoint::from_static("http://example.org:50051").tcp_nodelay(true);
    endpoint.connect().await // want no-deadline
}

pub async fn channel_of_text_bad(address: String) -> anyhow::Result<tonic::transport::Channel> {
    Ok(tonic::transport::Channel::from_shared(address)?.connect().await?) // want no-deadline
}

pub async fn channel_with_deadline_ok(address: String) -> anyhow::Result<tonic::transport::Channel> {
    let endpoint = tonic::transport::Endpoint::from_shared(address)?;
    Ok(endpoint.connect_timeout(std::time::Duration::from_secs(5)).connect().await?)
}
