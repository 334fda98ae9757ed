package io.collectionsync.graph.auth;

import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.IHttpResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** Carries the token library's requests over the same connections, trust and proxy as the calls to Graph. */
final class TokenHttp implements IHttpClient {

    private final CloseableHttpClient client;

    TokenHttp(CloseableHttpClient client) {
        this.client = client;
    }

    @Override
    public IHttpResponse send(HttpRequest request) throws IOException {
        var builder = ClassicRequestBuilder.create(request.httpMethod().name())
                .setUri(request.url().toString());
        if (request.headers() != null) {
            request.headers().forEach(builder::setHeader);
        }
        if (request.body() != null) {
            builder.setEntity(new StringEntity(request.body(), null, null, false));
        }
        return client.execute(builder.build(), TokenHttp::toResponse);
    }

    private static IHttpResponse toResponse(ClassicHttpResponse answer) throws IOException, HttpException {
        var response = new HttpResponse().statusCode(answer.getCode());
        response.addHeaders(Arrays.stream(answer.getHeaders())
                .collect(Collectors.groupingBy(
                        NameValuePair::getName, Collectors.mapping(NameValuePair::getValue, Collectors.toList()))));
        return response.body(answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity()));
    }
}
