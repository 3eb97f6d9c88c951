//! Reads model files: tensors in the safetensors format, word lists and labels in its metadata.

use super::linear::Linear;
use crate::model::ModelError;
use safetensors::{Dtype, SafeTensors, tensor::Metadata};

/// An open model file.
pub(crate) struct File<'a> {
    tensors: SafeTensors<'a>,
    metadata: Metadata,
}

impl<'a> File<'a> {
    /// Opens the bytes of a file; `format` is what its metadata must give as its format.
    pub(crate) fn open(bytes: &'a [u8], format: &str) -> Result<Self, ModelError> {
        let unreadable = |e: safetensors::SafeTensorError| ModelError::unreadable(e.to_string());
        let tensors = SafeTensors::deserialize(bytes).map_err(unreadable)?;
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(unreadable)?;
        let file = File { tensors, metadata };
        match file.text("format") {
            Ok(found) if found == format => Ok(file),
            Ok(found) => Err(ModelError::format(format, found)),
            Err(_) => Err(ModelError::format(format, "none")),
        }
    }

    /// A text of the metadata.
    pub(crate) fn text(&self, name: &str) -> Result<&str, ModelError> {
        let found = self.metadata.metadata().as_ref().and_then(|m| m.get(name));
        found.map(String::as_str).ok_or_else(|| ModelError::missing(name))
    }

    /// The lines of a text of the metadata.
    pub(crate) fn lines(&self, name: &str) -> Result<Vec<&str>, ModelError> {
        Ok(self.text(name)?.split('\n').collect())
    }

    /// Real numbers, `count` of them.
    pub(crate) fn floats(&self, name: &str, count: usize) -> Result<Vec<f32>, ModelError> {
        let data = self.data(name, Dtype::F32, 4 * count)?;
        let read = |four: &[u8]| f32::from_le_bytes([four[0], four[1], four[2], four[3]]);
        let out: Vec<f32> = data.chunks_exact(4).map(read).collect();
        if out.iter().all(|x| x.is_finite()) { Ok(out) } else { Err(ModelError::damaged(name)) }
    }

    /// Whole numbers of eight bits, `count` of them.
    pub(crate) fn bytes(&self, name: &str, count: usize) -> Result<Vec<i8>, ModelError> {
        Ok(self.data(name, Dtype::I8, count)?.iter().map(|b| *b as i8).collect())
    }

    /// A linear layer from `width` to `columns` numbers.
    pub(crate) fn linear(&self, name: &str, width: usize, columns: usize) -> Result<Linear, ModelError> {
        let weights = self.bytes(&format!("{name}.weight"), width * columns)?;
        let scales = self.floats(&format!("{name}.scale"), columns)?;
        let bias = self.floats(&format!("{name}.bias"), columns)?;
        Ok(Linear::new(&weights, width, &scales, &bias))
    }

    fn data(&self, name: &str, kind: Dtype, bytes: usize) -> Result<&'a [u8], ModelError> {
        let tensor = self.tensors.tensor(name).map_err(|_| ModelError::missing(name))?;
        if tensor.dtype() == kind && tensor.data().len() == bytes {
            Ok(tensor.data())
        } else {
            Err(ModelError::damaged(name))
        }
    }
}
