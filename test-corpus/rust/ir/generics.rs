fn generics<T, const N: usize>(list: [T; N], f: impl Fn(&T) -> Option<T>) -> Vec<T>
where
    T: Clone + Default,
{
    let mut found = Vec::<T>::with_capacity(N);
    for item in &list {
        found.push(f(item).unwrap_or_default());
    }
    found.extend(list.iter().cloned().filter_map(|item| f(&item)));
    found
}

async fn boxed(source: Box<dyn Source + Send>) -> Result<(), Box<dyn Error>> {
    source.run().await?;
    Ok(())
}
