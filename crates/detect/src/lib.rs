//! MTCNN: find, choose and crop faces.
