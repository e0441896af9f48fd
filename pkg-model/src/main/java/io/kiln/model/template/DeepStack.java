package io.kiln.model.template;

import io.kiln.model.template.Token.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs what may recurse deeply on a thread with a stack that is large enough for it, and everything else right here. */
final class DeepStack {

    private static final long STACK_BYTES = 256L << 20;

    /** Fewer opening words than this cannot nest deeply enough to need a larger stack. */
    private static final int SHALLOW = 100;

    private DeepStack() {}

    @FunctionalInterface
    interface Work<T> {
        T run() throws TemplateException;
    }

    /** Whether a template of these words can recurse deeply: by calling templates, or by its nesting. */
    static boolean isNeeded(List<Token> words) {
        int opening = 0;
        for (Token word : words) {
            if (word.is(Type.TEMPLATE) || word.is(Type.BLOCK)) {
                return true;
            }
            opening += word.is(Type.LEFT_PARENTHESIS) || word.is(Type.IF) || word.is(Type.RANGE) || word.is(Type.WITH)
                    ? 1
                    : 0;
        }
        return opening >= SHALLOW;
    }

    static <T> T run(boolean isDeep, SourceText source, Work<T> work) throws TemplateException {
        if (!isDeep) {
            return work.run();
        }
        Outcome<T> outcome = new Outcome<>(source, work);
        Thread thread = new Thread(null, outcome, "template " + source.name(), STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // An execution is short and bounded: finish it, and leave the interrupt to the caller.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome.get();
    }

    private static final class Outcome<T> implements Runnable {

        private final SourceText source;
        private final Work<T> work;
        private @Nullable T result;
        private @Nullable TemplateException failure;
        private @Nullable RuntimeException defect;

        Outcome(SourceText source, Work<T> work) {
            this.source = source;
            this.work = work;
        }

        @Override
        public void run() {
            try {
                result = work.run();
            } catch (TemplateException e) {
                failure = e;
            } catch (StackOverflowError e) {
                // Bodies with many levels of their own can use up the stack before the number of calls reaches its
                // limit.
                failure = source.parseError(1, 0, "exceeded maximum template depth (" + Limits.MAX_CALLS + ")");
            } catch (RuntimeException e) {
                defect = e;
            }
        }

        T get() throws TemplateException {
            if (failure != null) {
                throw failure;
            }
            if (defect != null) {
                throw defect;
            }
            return java.util.Objects.requireNonNull(result);
        }
    }
}
