package io.alignstreams.guarantees;

import io.alignstreams.topology.Code;

/**
 * What can be wrong with an image's address or with what is there, and the code that it is refused with. In addresses, GOOD is
 * a server that is listed, SINK one whose IP address is not public and not allowed to be private, and ROOT the folder of files.
 */
enum AddressPoison {
    OTHER_HOST(Code.IMAGE_URI_REFUSED, "http://evil.test/a.jpg"),
    OTHER_PORT(Code.IMAGE_URI_REFUSED, "http://localhost/a.jpg"),
    OTHER_SCHEME(Code.IMAGE_URI_REFUSED, "https://GOOD/picture/1"),
    NO_SCHEME(Code.IMAGE_URI_REFUSED, "GOOD/picture/1"),
    OF_A_STORE(Code.IMAGE_URI_REFUSED, "s3://bucket/a.jpg"),
    USER(Code.IMAGE_URI_REFUSED, "http://user:secret@GOOD/picture/1"),
    FRAGMENT(Code.IMAGE_URI_REFUSED, "http://GOOD/picture/1#@evil.test"),
    BACKSLASH(Code.IMAGE_URI_REFUSED, "http://GOOD\\@evil.test/a.jpg"),
    LINE_END(Code.IMAGE_URI_REFUSED, "http://GOOD/picture/1\r\nHost: evil.test"),
    ODD_ADDRESS(Code.IMAGE_URI_REFUSED, "http://2130706433/a.jpg"),
    MALFORMED(Code.IMAGE_URI_REFUSED, "http://%"),
    NOT_PUBLIC(Code.IMAGE_URI_REFUSED, "http://SINK/picture/1"),
    FILE_ELSEWHERE(Code.IMAGE_URI_REFUSED, "file:///etc/passwd"),
    FILE_ABOVE(Code.IMAGE_URI_REFUSED, "file:ROOT/%2e%2e/outside.jpg"),
    FILE_BEHIND_A_LINK(Code.IMAGE_URI_REFUSED, "file:ROOT/link.jpg"),
    FILE_OF_A_HOST(Code.IMAGE_URI_REFUSED, "file://evil.test/a.jpg"),
    FILE_GONE(Code.IMAGE_FETCH_FAILED, "file:ROOT/gone.jpg"),
    GONE(Code.IMAGE_FETCH_FAILED, "http://GOOD/gone/1"),
    REDIRECT(Code.IMAGE_FETCH_FAILED, "http://GOOD/redirect/1"),
    SILENT(Code.IMAGE_FETCH_FAILED, "http://GOOD/silent/1"),
    SLOW_HEAD(Code.IMAGE_FETCH_FAILED, "http://GOOD/slow-head/1"),
    SLOW_BODY(Code.IMAGE_FETCH_FAILED, "http://GOOD/slow-body/1"),
    ENDLESS_HEAD(Code.IMAGE_FETCH_FAILED, "http://GOOD/endless-head/1"),
    ENDLESS_BODY(Code.IMAGE_TOO_LARGE, "http://GOOD/endless-body/1"),
    ANNOUNCED(Code.IMAGE_TOO_LARGE, "http://GOOD/announced/1"),
    FILE_TOO_LARGE(Code.IMAGE_TOO_LARGE, "file:ROOT/large.jpg"),
    CUT(Code.IMAGE_FETCH_FAILED, "http://GOOD/cut/1"),
    SHORT(Code.IMAGE_UNDECODABLE, "http://GOOD/short/1"),
    ENCODED(Code.IMAGE_FETCH_FAILED, "http://GOOD/encoded/1"),
    SERVER_ERROR(Code.IMAGE_FETCH_FAILED, "http://GOOD/error/1"),
    RESET(Code.IMAGE_FETCH_FAILED, "http://GOOD/reset/1"),
    NO_HTTP(Code.IMAGE_FETCH_FAILED, "http://GOOD/no-http/1"),
    EMPTY(Code.IMAGE_EMPTY, "http://GOOD/empty/1"),
    NO_PICTURE(Code.IMAGE_FORMAT, "http://GOOD/text/1");

    private final Code code;
    private final String address;

    AddressPoison(Code code, String address) {
        this.code = code;
        this.address = address;
    }

    String code() {
        return code.name();
    }

    String address() {
        return address;
    }
}
