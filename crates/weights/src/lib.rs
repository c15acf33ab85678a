//! Pinned third-party weight files: which there are, where they come from, and whether the ones on disk are the right ones.
//!
//! Nothing here is a network's layout: a file is bytes with a size and a SHA-256. The list is [`Lock`], compiled in;
//! [`Store`] is a folder of files laid out as `mtcnn/pnet.pt`, `imagenet/mobilenet_v2.safetensors`. A file is handed out
//! only after its size and hash were compared, and the network is touched only by [`Store::pull`]. Files that come from the
//! Hugging Face hub are shared with other programs through a [`HubCache`].

mod digest;
mod error;
mod fetch;
mod hub;
mod lock;
mod pull;
mod store;

pub use error::WeightsError;
pub use fetch::{Fetcher, NetworkUse};
pub use hub::HubCache;
pub use lock::{Entry, HubSource, Lock, Needs, PinnedFile};
pub use pull::{Progress, Pulled};
pub use store::{FileState, Imported, Listed, Place, Store};
