"""emogen: one emotion drives speech, faces and pictures."""
