//! Independent work on all cores.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Does every job, as many at a time as there are cores; results in the order of the jobs.
///
/// # Errors
/// When a thread stopped before its time, which would be a bug.
pub(crate) fn at_once<J: Sync, R: Send>(jobs: &[J], work: impl Fn(&J) -> R + Sync) -> Result<Vec<R>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    let next = AtomicUsize::new(0);
    let worker = || {
        let mine = std::iter::from_fn(|| {
            let i = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(i).map(|job| (i, work(job)))
        });
        mine.collect::<Vec<_>>()
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let lost = |_| Error::bug(anyhow::anyhow!("a thread stopped"));
        let done = workers.into_iter().map(|worker| worker.join().map_err(lost)).collect::<Result<Vec<_>>>()?;
        Ok::<_, Error>(done.into_iter().flatten().collect())
    })?;
    done.sort_by_key(|(i, _)| *i);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

/// Does two things at the same time.
///
/// # Errors
/// As [`at_once`].
pub(crate) fn both<A, B: Send>(a: impl FnOnce() -> A, b: impl FnOnce() -> B + Send) -> Result<(A, B)> {
    std::thread::scope(|scope| {
        let b = scope.spawn(b);
        let a = a();
        Ok((a, b.join().map_err(|_| Error::bug(anyhow::anyhow!("a thread stopped")))?))
    })
}

#[cfg(test)]
mod tests {
    use super::{at_once, both};

    #[test]
    fn results_keep_the_order_of_the_jobs() {
        let jobs: Vec<u64> = (0..1000).collect();
        let squares: Vec<u64> = jobs.iter().map(|n| n * n).collect();
        assert_eq!(at_once(&jobs, |n| n * n).unwrap(), squares);
        assert!(at_once(&[], |n: &u64| *n).unwrap().is_empty());
        assert_eq!(both(|| 1, || "b").unwrap(), (1, "b"));
    }
}
