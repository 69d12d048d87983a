/* A receiver that is never the bottleneck: answers every POST with 200 and nothing else, a thread a connection.
 *
 *     receiver CERTIFICATE KEY        HTTPS
 *     receiver - -                    HTTP
 *
 * Prints its port on the first line. Then, for each POST, one line when the answer has been handed to the kernel:
 *
 *     <CLOCK_MONOTONIC nanoseconds> <bytes of the body> <webhook-id> <the first adm-… of the body, or -> <rule_id, or ->
 *
 * Reads nothing else of the body and verifies nothing: both sides of a comparison are served the same way. Ends with its
 * input.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

static SSL_CTX *context;

struct peer { int fd; SSL *ssl; };

static int peer_read(struct peer *peer, char *bytes, int count) {
    return peer->ssl ? SSL_read(peer->ssl, bytes, count) : (int)read(peer->fd, bytes, count);
}

static int peer_write(struct peer *peer, const char *bytes, int count) {
    return peer->ssl ? SSL_write(peer->ssl, bytes, count) : (int)write(peer->fd, bytes, count);
}

static const char *header(const char *head, const char *name) {
    size_t length = strlen(name);
    for (const char *line = head; (line = strstr(line, "\r\n")); ) {
        line += 2;
        if (!strncasecmp(line, name, length) && line[length] == ':') {
            line += length + 1;
            while (*line == ' ') line++;
            return line;
        }
    }
    return NULL;
}

static void *serve(void *argument) {
    struct peer peer = {(int)(long)argument, NULL};
    static const char answer[] = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    char *buffer = malloc(1 << 17);
    int filled = 0;
    if (context) {
        peer.ssl = SSL_new(context);
        SSL_set_fd(peer.ssl, peer.fd);
        if (SSL_accept(peer.ssl) != 1) goto end;
    }
    for (;;) {
        buffer[filled] = 0;
        char *end = strstr(buffer, "\r\n\r\n");
        if (end) {
            const char *length = header(buffer, "content-length"), *id = header(buffer, "webhook-id");
            int body = length ? atoi(length) : 0, whole = (int)(end + 4 - buffer) + body;
            if (body < 0 || whole > (1 << 17) - 1) break;
            if (filled >= whole) {
                char name[80] = "-";
                if (id) sscanf(id, "%79[^\r\n]", name);
                if (peer_write(&peer, answer, sizeof answer - 1) <= 0) break;
                struct timespec now;
                clock_gettime(CLOCK_MONOTONIC, &now);
                buffer[filled] = 0;
                char *child = strstr(end, "adm-");
                const char *rule = strstr(end, "\"rule_id\":\"");
                char condition[64] = "-";
                if (rule) sscanf(rule + 11, "%63[^\"]", condition);
                printf("%lld %d %s %.7s %s\n", now.tv_sec * 1000000000LL + now.tv_nsec, body, name,
                       child ? child : "-", condition);
                memmove(buffer, buffer + whole, filled - whole);
                filled -= whole;
                continue;
            }
        }
        int count = filled < (1 << 17) - 1 ? peer_read(&peer, buffer + filled, (1 << 17) - 1 - filled) : 0;
        if (count <= 0) break;
        filled += count;
    }
end:
    if (peer.ssl) SSL_free(peer.ssl);
    close(peer.fd);
    free(buffer);
    return NULL;
}

static void *watch_input(void *unused) {
    char byte;
    while (read(0, &byte, 1) > 0) {}
    _exit(0);
    return unused;
}

int main(int count, char **arguments) {
    if (count != 3) { fprintf(stderr, "usage: receiver CERTIFICATE KEY, or - -\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 1 << 16);
    if (strcmp(arguments[1], "-")) {
        context = SSL_CTX_new(TLS_server_method());
        if (SSL_CTX_use_certificate_chain_file(context, arguments[1]) != 1 ||
            SSL_CTX_use_PrivateKey_file(context, arguments[2], SSL_FILETYPE_PEM) != 1) {
            fprintf(stderr, "receiver: the certificate or its key cannot be read\n");
            return 2;
        }
    }
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 64) ||
        getsockname(listener, (struct sockaddr *)&address, &size)) {
        perror("receiver");
        return 2;
    }
    printf("%d\n", ntohs(address.sin_port));
    pthread_t thread;
    pthread_create(&thread, NULL, watch_input, NULL);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) continue;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (pthread_create(&thread, NULL, serve, (void *)(long)fd)) close(fd); else pthread_detach(thread);
    }
}
