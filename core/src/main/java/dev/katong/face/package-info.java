/**
 * Finding faces and aligning them: start with {@link dev.katong.face.FaceDetector} and {@link
 * dev.katong.face.FaceAlignment}.
 */
@NullMarked
package dev.katong.face;

import org.jspecify.annotations.NullMarked;
