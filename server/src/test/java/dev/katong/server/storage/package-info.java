@NullMarked
package dev.katong.server.storage;

import org.jspecify.annotations.NullMarked;
