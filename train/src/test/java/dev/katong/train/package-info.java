@NullMarked
package dev.katong.train;

import org.jspecify.annotations.NullMarked;
