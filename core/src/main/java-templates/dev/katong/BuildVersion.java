package dev.katong;

/** The version in the POM, without the mark of a build between releases. */
final class BuildVersion {
  static final String TEXT = "${project.version}".replace("-SNAPSHOT", "");

  private BuildVersion() {}
}
