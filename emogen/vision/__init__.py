"""Vision that every layer uses: photographs, faces with their meshes, networks on them."""
