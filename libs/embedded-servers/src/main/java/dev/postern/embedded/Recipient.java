package dev.postern.embedded;

import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import jakarta.mail.internet.MimeMessage;
import java.util.function.BiConsumer;

/**
 * An addressee of the mail sink: hands its mails on instead of storing them in a mailbox of the
 * SMTP server.
 */
record Recipient(String address, BiConsumer<String, MimeMessage> delivery)
        implements GreenMailUser {
    @Override
    public void deliver(MovingMessage message) {
        deliver(message.getMessage());
    }

    @Override
    public void deliver(MimeMessage message) {
        delivery.accept(address, message);
    }

    @Override
    public String getEmail() {
        return address;
    }

    @Override
    public String getLogin() {
        return address;
    }

    @Override
    public String getQualifiedMailboxName() {
        return address;
    }

    @Override
    public String getPassword() {
        return "";
    }

    @Override
    public void setPassword(String password) {
        throw new UnsupportedOperationException("a recipient has no password");
    }

    @Override
    public void authenticate(String password) {
        throw new UnsupportedOperationException("a recipient does not sign in");
    }

    @Override
    public void create() {
        throw new UnsupportedOperationException("a recipient has no mailbox");
    }

    @Override
    public void delete() {
        throw new UnsupportedOperationException("a recipient has no mailbox");
    }
}
