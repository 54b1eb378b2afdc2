@NullMarked
package dev.katong.server.web;

import org.jspecify.annotations.NullMarked;
