using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Eso.Operator.Secrets.Templating.Cryptography;
using Eso.Operator.Secrets.Templating.Documents;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>ESO's own: JSON Web Keys to PEM. Messages follow lestrrat-go/jwx.</summary>
[TemplateFunctions]
internal static class JwkFunctions
{
    private const string X25519 = "1.3.101.110";

    public static string JwkPublicKeyPem(string json) => GoPem.Encode("PUBLIC KEY", Read(json).PublicInfo());

    public static string JwkPrivateKeyPem(string json) => GoPem.Encode("PRIVATE KEY", Read(json).Pkcs8());

    /// <summary>Go's type of a key and its two encodings; one of them is an error.</summary>
    private sealed record Key(string GoType, Func<byte[]>? Private, Func<byte[]>? Public)
    {
        internal byte[] PublicInfo() =>
            Public?.Invoke() ?? throw new GoErrorException($"x509: unsupported public key type: {GoType}");

        internal byte[] Pkcs8() =>
            Private?.Invoke() ?? throw new GoErrorException($"x509: unknown key type while marshaling PKCS#8: {GoType}");
    }

    private static Key Read(string json)
    {
        var value = GoJsonReader.Read(json, out var error);
        if (error.Length == 0 && value is not (GoMap or null))
        {
            var kind = value switch { GoSlice => "array", string => "string", bool => "bool", _ => "number" };
            error = $"json: cannot unmarshal {kind} into Go value of type "
                + "struct { Kty string \"json:\\\"kty\\\"\"; D json.RawMessage \"json:\\\"d\\\"\" }";
        }
        if (error.Length > 0) throw new GoErrorException("failed to unmarshal JSON into key hint: " + error);
        var members = (value as GoMap)?.Entries ?? [];
        var type = members.GetValueOrDefault("kty") as string ?? "";
        var isPrivate = members.ContainsKey("d");
        return type switch
        {
            "RSA" => isPrivate ? RsaPrivate(members) : RsaPublic(members),
            "EC" => isPrivate ? EcPrivate(members) : EcPublic(members),
            "OKP" => Okp(members, isPrivate),
            "oct" => Octets(members),
            _ => throw new GoErrorException($"invalid key type from JSON ({type})"),
        };
    }

    private static byte[] Bytes(Dictionary<string, object?> members, string name, string key)
    {
        if (members.GetValueOrDefault(name) is not string text)
            throw new GoErrorException($"failed to unmarshal JSON into key ({key}): required field {name} is missing");
        // jwx takes base64 of either alphabet, with or without padding.
        var plain = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var buffer = new byte[plain.Length];
        if (plain.Length % 4 != 1 && Convert.TryFromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='), buffer, out var length))
            return buffer[..length];
        throw new GoErrorException($"failed to unmarshal JSON into key ({key}): failed to decode value for key {name}: failed to decode source");
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static Key RsaPublic(Dictionary<string, object?> members)
    {
        const string Name = "*jwk.rsaPublicKey";
        var (e, n) = (Number(Bytes(members, "e", Name)), Number(Bytes(members, "n", Name)));
        return new Key("*rsa.PublicKey", null, () =>
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteInteger(n);
                writer.WriteInteger(e);
            }
            return PrivateKey.PublicInfo(RsaPrivateKey.Algorithm, w => w.WriteNull(), writer.Encode());
        });
    }

    private static Key RsaPrivate(Dictionary<string, object?> members)
    {
        const string Name = "*jwk.rsaPrivateKey";
        BigInteger Member(string name) => Number(Bytes(members, name, Name));
        var (n, e, d) = (Member("n"), Member("e"), Member("d"));
        var (p, q) = (Member("p"), Member("q"));
        return new Key("*rsa.PrivateKey", () => PrivateKeyReader.RsaFrom(n, e, d, p, q).ToPkcs8(), null);
    }

    private static EcCurve Curve(Dictionary<string, object?> members, string doing) =>
        EcCurve.ByName(members.GetValueOrDefault("crv") as string ?? "")
        ?? throw new GoErrorException($"failed to build {doing} key: invalid curve algorithm {members.GetValueOrDefault("crv")}");

    private static Key EcPublic(Dictionary<string, object?> members)
    {
        const string Name = "*jwk.ecdsaPublicKey";
        var (x, y) = (Bytes(members, "x", Name), Bytes(members, "y", Name));
        var curve = Curve(members, "public");
        return new Key("*ecdsa.PublicKey", null, () =>
        {
            byte[] point = [4, .. PrivateKeyReader.Bytes(Number(x), curve.Size), .. PrivateKeyReader.Bytes(Number(y), curve.Size)];
            return PrivateKey.PublicInfo(EcPrivateKey.Algorithm, w => w.WriteObjectIdentifier(curve.Oid), point);
        });
    }

    private static Key EcPrivate(Dictionary<string, object?> members)
    {
        const string Name = "*jwk.ecdsaPrivateKey";
        var (x, y, d) = (Bytes(members, "x", Name), Bytes(members, "y", Name), Bytes(members, "d", Name));
        var curve = Curve(members, "public");
        return new Key("*ecdsa.PrivateKey", () =>
        {
            byte[] Sized(byte[] bytes) => PrivateKeyReader.Bytes(Number(bytes), curve.Size);
            using var key = new EcPrivateKey(curve, Sized(d), new ECPoint { X = Sized(x), Y = Sized(y) });
            return key.ToPkcs8();
        }, null);
    }

    private static Key Okp(Dictionary<string, object?> members, bool isPrivate)
    {
        var name = isPrivate ? "*jwk.okpPrivateKey" : "*jwk.okpPublicKey";
        var x = Bytes(members, "x", name);
        var d = isPrivate ? Bytes(members, "d", name) : [];
        var curve = members.GetValueOrDefault("crv") as string ?? "";
        var half = isPrivate ? "private" : "public";
        var oid = curve switch
        {
            "Ed25519" => Ed25519PrivateKey.Algorithm,
            "X25519" => X25519,
            _ => throw new GoErrorException($"invalid curve algorithm {curve}"),
        };
        if ((isPrivate ? d : x).Length != 32)
            throw new GoErrorException($"failed to build {half} key: wrong {half} key size");
        if (curve == "Ed25519" && isPrivate && !Ed25519.PublicKey(d).AsSpan().SequenceEqual(x))
            throw new GoErrorException("failed to build private key: invalid x value given d value");
        var type = (curve, isPrivate) switch
        {
            ("Ed25519", false) => "ed25519.PublicKey",
            ("Ed25519", true) => "ed25519.PrivateKey",
            (_, false) => "*ecdh.PublicKey",
            _ => "*ecdh.PrivateKey",
        };
        return isPrivate
            ? new Key(type, () => OkpPkcs8(oid, d), null)
            : new Key(type, null, () => PrivateKey.PublicInfo(oid, null, x));
    }

    private static byte[] OkpPkcs8(string oid, byte[] seed)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence()) writer.WriteObjectIdentifier(oid);
            var inner = new AsnWriter(AsnEncodingRules.DER);
            inner.WriteOctetString(seed);
            writer.WriteOctetString(inner.Encode());
        }
        return writer.Encode();
    }

    private static Key Octets(Dictionary<string, object?> members)
    {
        Bytes(members, "k", "*jwk.symmetricKey");
        return new Key("[]uint8", null, null);
    }
}
