package dev.middleman.coap;

import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.EndpointContextMatcher;

/** Tells the CoAP layer which peer is which: by the label of the {@link Link}. Stateless. */
final class LabelMatcher implements EndpointContextMatcher {

    @Override
    public String getName() {
        return "label";
    }

    @Override
    public Object getEndpointIdentity(EndpointContext context) {
        return context.getPeerAddress();
    }

    @Override
    public boolean isResponseRelatedToRequest(EndpointContext request, EndpointContext response) {
        return request.getPeerAddress().equals(response.getPeerAddress());
    }

    @Override
    public boolean isToBeSent(EndpointContext message, EndpointContext connection) {
        return connection == null || isResponseRelatedToRequest(message, connection);
    }

    @Override
    public String toRelevantState(EndpointContext context) {
        return "";
    }
}
