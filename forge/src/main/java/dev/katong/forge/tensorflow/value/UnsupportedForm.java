package dev.katong.forge.tensorflow.value;

/** A node cannot be imported; the message completes "node: Operation ...". */
public final class UnsupportedForm extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsupportedForm(String reason) {
    super(reason, null, false, false);
  }
}
