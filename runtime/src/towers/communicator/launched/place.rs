use std::env;
use std::time::Duration;

use crate::Error;

/// The most ranks: the first has a connection to each.
const MOST: usize = 8192;
const LIMIT: &str = "NETWEAVE_START_LIMIT";
const SET: &str = "start the program by `torchrun` or `srun`, or set RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR and MASTER_PORT for each process";

/// Which of how many ranks a process is, and where they meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which of them it is, counted from 0.
    pub rank: usize,
    /// How many there are.
    pub size: usize,
    /// Which of those on its machine it is, counted from 0.
    pub local_rank: usize,
    /// The machine of the first rank.
    pub host: String,
    /// Where that listens.
    pub port: u16,
    /// What tells these ranks from those of another job.
    pub job: String,
    /// How long they may take to come.
    pub limit: Duration,
}

impl Place {
    /// What the environment of the process says.
    ///
    /// # Errors
    /// [`Error::Start`] for a variable that is not set, or says nothing that can be.
    pub fn of_environment() -> Result<Self, Error> {
        Self::of(|name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// What these variables say: those of `torchrun`, or Slurm's if none of the others is set.
    ///
    /// # Errors
    /// As of [`of_environment`](Self::of_environment).
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        const TORCH: [&str; 3] = ["WORLD_SIZE", "RANK", "LOCAL_RANK"];
        const SLURM: [&str; 3] = ["SLURM_NTASKS", "SLURM_PROCID", "SLURM_LOCALID"];
        let is_torch = TORCH.into_iter().any(|name| variable(name).is_some());
        let is_slurm = !is_torch && variable("SLURM_PROCID").is_some();
        let [of_size, of_rank, of_local_rank] = if is_slurm { SLURM } else { TORCH };
        let text = |name: &str| variable(name).filter(|value| !value.is_empty()).ok_or_else(|| missing(name));
        let number = |name: &str, least: usize, most: usize| {
            let value = text(name)?;
            let found = value.trim().parse().ok().filter(|number| (least..=most).contains(number));
            found.ok_or_else(|| {
                start(format!("`{name}` is `{}`, but must be a number from {least} to {most}", plain(&value)))
            })
        };
        let size = number(of_size, 1, MOST)?;
        let rank = number(of_rank, 0, size - 1)?;
        let local_rank = number(of_local_rank, 0, rank)?;
        let host = text("MASTER_ADDR")?;
        let mut port = number("MASTER_PORT", 1, usize::from(u16::MAX) - 1)? as u16;
        // There `torchrun` itself listens.
        if variable("TORCHELASTIC_USE_AGENT_STORE").is_some_and(|uses| uses.eq_ignore_ascii_case("true")) {
            port += 1;
        }
        let job = ["TORCHELASTIC_RUN_ID", "SLURM_JOB_ID"].into_iter().find_map(&variable).unwrap_or_default();
        let limit = match variable(LIMIT) {
            Some(_) => Duration::from_secs(number(LIMIT, 1, 24 * 60 * 60)? as u64),
            None => Duration::from_secs(300),
        };
        Ok(Self { rank, size, local_rank, host, port, job, limit })
    }
}

fn missing(name: &str) -> Error {
    start(format!("`{name}` is not set: {SET}"))
}

pub(super) fn start(reason: String) -> Error {
    Error::Start { reason }
}

/// What somebody else has written, for a message.
pub(super) fn plain(text: &str) -> String {
    text.chars().take(200).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Place, String> {
        let find =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Place::of(find).map_err(|error| error.to_string())
    }

    const TORCH: [(&str, &str); 5] =
        [("RANK", "3"), ("WORLD_SIZE", "4"), ("LOCAL_RANK", "1"), ("MASTER_ADDR", "node-0"), ("MASTER_PORT", "29500")];

    #[test]
    fn what_the_environment_says() {
        let place = of(&TORCH).unwrap();
        let (host, limit) = ("node-0".to_owned(), Duration::from_secs(300));
        let expected = Place { rank: 3, size: 4, local_rank: 1, host, port: 29500, job: String::new(), limit };
        assert_eq!(place, expected);
        let agent = [&TORCH[..], &[("TORCHELASTIC_USE_AGENT_STORE", "True"), ("TORCHELASTIC_RUN_ID", "a")]].concat();
        assert_eq!(of(&agent).unwrap(), Place { port: 29501, job: "a".to_owned(), ..expected.clone() });
        let quick = [&TORCH[..], &[("NETWEAVE_START_LIMIT", "7")]].concat();
        assert_eq!(of(&quick).unwrap().limit, Duration::from_secs(7));
        let slurm = [("SLURM_PROCID", "3"), ("SLURM_NTASKS", "4"), ("SLURM_LOCALID", "1"), ("SLURM_JOB_ID", "7")];
        let slurm = [&slurm[..], &TORCH[3..]].concat();
        assert_eq!(of(&slurm).unwrap(), Place { job: "7".to_owned(), ..expected });
        // What `torchrun` says goes before what Slurm has said to it.
        let both = [&slurm[..], &[("RANK", "0"), ("WORLD_SIZE", "1"), ("LOCAL_RANK", "0")]].concat();
        assert_eq!(of(&both).map(|place| (place.rank, place.size)), Ok((0, 1)));
    }

    #[test]
    fn a_variable_that_is_missing_or_malformed_is_named() {
        for (index, (name, _)) in TORCH.iter().enumerate() {
            let mut rest = TORCH.to_vec();
            rest.remove(index);
            let message = of(&rest).unwrap_err();
            assert!(
                message.starts_with(&format!("the ranks cannot start: `{name}` is not set: start the")),
                "{message}"
            );
        }
        assert!(of(&[]).unwrap_err().contains("`WORLD_SIZE` is not set"));
        let wrong = [
            ("RANK", "4", "`RANK` is `4`, but must be a number from 0 to 3"),
            ("RANK", "-1", "`RANK` is `-1`, but must be a number from 0 to 3"),
            ("WORLD_SIZE", "0", "`WORLD_SIZE` is `0`, but must be a number from 1 to 8192"),
            ("LOCAL_RANK", "4", "`LOCAL_RANK` is `4`, but must be a number from 0 to 3"),
            ("MASTER_PORT", "70000", "`MASTER_PORT` is `70000`, but must be a number from 1 to 65534"),
            ("MASTER_PORT", "2\u{1b}[2J", "`MASTER_PORT` is `2 [2J`, but must be a number from 1 to 65534"),
        ];
        for (name, value, says) in wrong {
            let variables = TORCH.map(|(known, right)| (known, if known == name { value } else { right }));
            assert_eq!(of(&variables).unwrap_err(), format!("the ranks cannot start: {says}"));
        }
    }
}
