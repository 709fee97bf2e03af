"""Pictures by any text-to-image pipeline of diffusers, with the emotion in the model."""
