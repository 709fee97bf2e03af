"""Motion learnt from captures of an actor: upper face, head and gaze by a diffusion model."""
