"""The judges that come with emogen, one file each; ``emogen judges`` lists them."""
