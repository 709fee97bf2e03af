"""A small diffusion pipeline trained from nothing on the painter's scenes: a test of the method end to end.

Run in order, each with ``--folder build/tiny_diffusion`` (the default); every step resumes where it stopped::

    python -m tools.tiny_diffusion.scenes       paints the pictures
    python -m tools.tiny_diffusion.autoencoder  trains the autoencoder of latents
    python -m tools.tiny_diffusion.base         trains the pipeline on captions
    python -m benchmarks.tiny_diffusion         trains the adapter, and measures directions and adapter
"""
