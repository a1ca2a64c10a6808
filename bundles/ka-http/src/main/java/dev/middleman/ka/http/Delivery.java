package dev.middleman.ka.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Sends a page as fast as the client takes it, so that a slow one keeps no thread busy. Called by one thread at a time, the
 * container's.
 */
final class Delivery implements WriteListener, AsyncListener {
    private final AsyncContext context;
    private final byte[] content;
    private final Runnable over;
    private final ServletOutputStream out;
    private boolean written;

    private Delivery(AsyncContext context, byte[] content, Runnable over) throws IOException {
        this.context = context;
        this.content = content;
        this.over = over;
        this.out = context.getResponse().getOutputStream();
    }

    /**
     * @param over called once, when the container is done with the request
     */
    static void start(AsyncContext context, Page page, Runnable over) throws IOException {
        byte[] content = page.content().get();
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        response.setHeader("Content-Security-Policy", Page.POLICY);
        response.setContentType(page.type());
        response.setContentLength(content.length);
        Delivery delivery = new Delivery(context, content, over);
        context.addListener(delivery);
        delivery.out.setWriteListener(delivery);
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (written) {
                complete();
                return;
            }
            written = true;
            out.write(content);
        }
    }

    @Override
    public void onError(Throwable failure) {
        complete();
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container was first.
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        over.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        complete();
    }

    @Override
    public void onError(AsyncEvent event) {
        // The container ends the request.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody dispatches this request again.
    }
}
