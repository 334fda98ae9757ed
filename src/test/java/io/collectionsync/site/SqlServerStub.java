package io.collectionsync.site;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * As much of SQL Server as its driver needs to log in: the first exchange, TLS within the protocol, and an answer to
 * the login and to plain statements (Microsoft docs: MS-TDS, 2.2.6 and 2.2.7). No data.
 */
final class SqlServerStub implements AutoCloseable {

    private static final int REPLY = 4;
    private static final int HEADER = 8;
    private static final byte[] DONE = {(byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private final ServerSocket entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final SSLContext tls;
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private volatile byte[] loginAnswer = loginAccepted();
    private volatile byte[] answer = DONE;

    /** @param tls with the server's key */
    SqlServerStub(SSLContext tls) throws IOException {
        this.tls = tls;
        start(this::accept);
    }

    String url() {
        return "jdbc:sqlserver://127.0.0.1:" + entry.getLocalPort() + ";databaseName=CM_PS1";
    }

    /** Logins are refused with an error. */
    SqlServerStub refuse(int number, String message) {
        loginAnswer = error(number, message);
        return this;
    }

    /** Statements are answered with an error; with number 0, never. */
    SqlServerStub fail(int number, String message) {
        answer = number == 0 ? null : error(number, message);
        return this;
    }

    /** @return what was sent as a statement, in order */
    List<String> statements() {
        return statements;
    }

    private void accept() throws IOException {
        while (!entry.isClosed()) {
            var client = entry.accept();
            clients.add(client);
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        read(new DataInputStream(client.getInputStream()));
        write(client.getOutputStream(), REPLY, prelogin());
        var wrapped = new TdsSocket(client);
        var secure = (SSLSocket) tls.getSocketFactory().createSocket(wrapped, "localhost", client.getPort(), true);
        secure.setUseClientMode(false);
        secure.setEnabledProtocols(new String[] {"TLSv1.2"});
        secure.startHandshake();
        wrapped.unwrap();
        var in = new DataInputStream(secure.getInputStream());
        read(in);
        write(secure.getOutputStream(), REPLY, loginAnswer);
        while (true) {
            var message = read(in);
            if (message.length > Integer.BYTES) {
                statements.add(text(message));
            }
            if (answer != null) {
                write(secure.getOutputStream(), REPLY, answer);
            }
        }
    }

    /** A statement's text follows headers, whose length comes first. */
    private static String text(byte[] message) {
        int headers = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return new String(message, headers, message.length - headers, StandardCharsets.UTF_16LE);
    }

    /** Version 16.0 and encryption on. */
    private static byte[] prelogin() {
        return new byte[] {0, 0, 11, 0, 6, 1, 0, 17, 0, 1, (byte) 0xFF, 16, 0, 0x10, 0, 0, 0, 1};
    }

    private static byte[] loginAccepted() {
        var name = "Microsoft SQL Server".getBytes(StandardCharsets.UTF_16LE);
        var token = ByteBuffer.allocate(3 + 6 + name.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        token.put((byte) 0xAD)
                .putShort((short) (6 + name.length + 4))
                .put((byte) 1)
                .put(new byte[] {0x74, 0, 0, 4})
                .put((byte) (name.length / 2))
                .put(name)
                .put(new byte[] {16, 0, 0, 0});
        return concat(token.array(), DONE);
    }

    private static byte[] error(int number, String message) {
        var text = message.getBytes(StandardCharsets.UTF_16LE);
        var body = ByteBuffer.allocate(6 + 2 + text.length + 2 + 4).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(number)
                .put((byte) 1)
                .put((byte) 14)
                .putShort((short) message.length())
                .put(text)
                .put((byte) 0)
                .put((byte) 0)
                .putInt(1);
        var token = ByteBuffer.allocate(3)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xAA)
                .putShort((short) body.capacity());
        var done = DONE.clone();
        done[1] = 2;
        return concat(token.array(), body.array(), done);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** @return a message without the headers of its packets */
    private static byte[] read(DataInputStream in) throws IOException {
        var message = new ByteArrayOutputStream();
        boolean last = false;
        while (!last) {
            in.readUnsignedByte();
            last = (in.readUnsignedByte() & 1) == 1;
            int length = in.readUnsignedShort();
            in.readFully(new byte[4]);
            message.write(in.readNBytes(length - HEADER));
        }
        return message.toByteArray();
    }

    private static void write(OutputStream out, int type, byte[] message) throws IOException {
        var packet = ByteBuffer.allocate(HEADER + message.length);
        packet.put((byte) type)
                .put((byte) 1)
                .putShort((short) packet.capacity())
                .put(new byte[] {0, 0, 1, 0});
        packet.put(message);
        out.write(packet.array());
        out.flush();
    }

    private interface Step {
        void go() throws IOException;
    }

    private static void start(Step step) {
        var thread = new Thread(() -> {
            try {
                step.go();
            } catch (IOException over) {
                // the client has gone, or the stub is closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entry.close();
        for (var client : clients) {
            client.close();
        }
    }

    /** A socket whose bytes travel in packets as long as TLS is being agreed upon. */
    private static final class TdsSocket extends Socket {

        private final Socket line;
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private volatile boolean wrapped = true;

        TdsSocket(Socket line) {
            this.line = line;
        }

        void unwrap() throws IOException {
            flight();
            wrapped = false;
        }

        /** What the handshake has said so far, as one message: the driver counts them. */
        private void flight() throws IOException {
            if (said.size() > 0) {
                SqlServerStub.write(line.getOutputStream(), REPLY, said.toByteArray());
                said.reset();
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            var in = new DataInputStream(line.getInputStream());
            return new InputStream() {
                private byte[] packet = {};
                private int at;

                @Override
                public int read() throws IOException {
                    var one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    if (at == packet.length && !wrapped) {
                        return in.read(bytes, offset, length);
                    }
                    if (at == packet.length) {
                        flight();
                        packet = SqlServerStub.read(in);
                        at = 0;
                    }
                    int count = Math.min(length, packet.length - at);
                    System.arraycopy(packet, at, bytes, offset, count);
                    at += count;
                    return count;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            var out = line.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (wrapped) {
                        said.write(bytes, offset, length);
                    } else {
                        out.write(bytes, offset, length);
                        out.flush();
                    }
                }
            };
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InetAddress getInetAddress() {
            return line.getInetAddress();
        }

        @Override
        public synchronized void close() throws IOException {
            line.close();
        }
    }
}
