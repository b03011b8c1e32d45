// Reading a code with the camera; see the page for recording.
