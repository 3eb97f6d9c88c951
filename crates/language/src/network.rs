//! The neural network, and nothing of language: numbers in, numbers out.

pub(crate) mod encoder;
pub(crate) mod file;
pub(crate) mod heads;
pub(crate) mod kernels;
pub(crate) mod linear;
