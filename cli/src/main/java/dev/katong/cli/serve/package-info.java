/**
 * {@code katong serve} and {@code katong key}: start with {@link
 * dev.katong.cli.serve.ServeCommand}.
 */
@NullMarked
package dev.katong.cli.serve;

import org.jspecify.annotations.NullMarked;
