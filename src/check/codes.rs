//! Every code that the program can emit about a written text.
