package dev.katong.forge.tensorflow;

/** A node cannot be imported; the message completes "node: Operation ...". */
final class UnsupportedForm extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedForm(String reason) {
    super(reason, null, false, false);
  }
}
