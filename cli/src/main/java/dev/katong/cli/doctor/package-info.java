/**
 * {@code katong doctor}: start with {@link dev.katong.cli.doctor.Diagnosis}, made of {@link
 * dev.katong.cli.doctor.Finding}s.
 */
@NullMarked
package dev.katong.cli.doctor;

import org.jspecify.annotations.NullMarked;
