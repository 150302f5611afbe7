using System.Security.Cryptography;
using System.Text;
using Eso.Kubernetes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>SSHKey: an OpenSSH key pair, RSA (2048), ECDSA (256) or Ed25519.</summary>
internal sealed class SshKeyGenerator(ProviderServices services) : IGenerator
{
    public string Kind => "SSHKey";

    public Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel)
    {
        var comment = context.Spec.Text("comment");
        var size = context.Spec.Number("keySize");
        var pair = context.Spec.Text("keyType") switch
        {
            "" or "rsa" => Rsa((int)(size ?? 2048)),
            "ecdsa" => Ecdsa((int)(size ?? 256)),
            "ed25519" => Ed(),
            var other => throw new ProviderException(Failure.Invalid, $"unsupported key type: {other}"),
        };
        var check = new byte[4];
        services.Entropy(check);
        return Task.FromResult(new Generated(new Dictionary<string, SecretBytes>
        {
            ["privateKey"] = SecretBytes.FromText(pair.PrivateText(comment, check)),
            ["publicKey"] = SecretBytes.FromText(pair.PublicText(comment)),
        }));
    }

    private static OpenSshPair Rsa(int size)
    {
        using var rsa = RSA.Create(Math.Max(size, 1024));
        var p = rsa.ExportParameters(true);
        return new OpenSshPair(
            "ssh-rsa",
            w => w.Integer(p.Exponent!).Integer(p.Modulus!),
            w => w.Integer(p.Modulus!).Integer(p.Exponent!).Integer(p.D!).Integer(p.InverseQ!).Integer(p.P!).Integer(p.Q!));
    }

    private static OpenSshPair Ecdsa(int size)
    {
        var (curve, name) = size switch
        {
            256 => (ECCurve.NamedCurves.nistP256, "nistp256"),
            384 => (ECCurve.NamedCurves.nistP384, "nistp384"),
            521 => (ECCurve.NamedCurves.nistP521, "nistp521"),
            _ => throw new ProviderException(Failure.Invalid, $"unsupported ECDSA key size: {size}"),
        };
        using var key = ECDsa.Create(curve);
        var p = key.ExportParameters(true);
        byte[] point = [4, .. p.Q.X!, .. p.Q.Y!];
        return new OpenSshPair(
            $"ecdsa-sha2-{name}",
            w => w.Text(name).Bytes(point),
            w => w.Text(name).Bytes(point).Integer(p.D!));
    }

    private OpenSshPair Ed()
    {
        var seed = new byte[32];
        services.Entropy(seed);
        var point = Ed25519.PublicKey(seed);
        return new OpenSshPair("ssh-ed25519", w => w.Bytes(point), w => w.Bytes(point).Bytes([.. seed, .. point]));
    }
}

/// <summary>A key pair in OpenSSH's formats (PROTOCOL.key).</summary>
internal sealed class OpenSshPair(string type, Action<SshWriter> writePublic, Action<SshWriter> writePrivate)
{
    private const int LineLength = 70;
    private const int BlockSize = 8;

    public string PublicText(string comment)
    {
        var text = $"{type} {Convert.ToBase64String(PublicBlob())}";
        return (comment.Length > 0 ? $"{text} {comment}" : text) + "\n";
    }

    public string PrivateText(string comment, byte[] check)
    {
        var inner = new SshWriter().Raw(check).Raw(check).Text(type);
        writePrivate(inner);
        inner.Text(comment);
        for (byte pad = 1; inner.Length % BlockSize != 0; pad++)
        {
            inner.Raw([pad]);
        }

        var outer = new SshWriter().Raw("openssh-key-v1\0"u8).Text("none").Text("none").Text("");
        outer.Raw([0, 0, 0, 1]).Bytes(PublicBlob()).Bytes(inner.ToArray());
        var base64 = Convert.ToBase64String(outer.ToArray());
        var text = new StringBuilder("-----BEGIN OPENSSH PRIVATE KEY-----\n");
        for (var at = 0; at < base64.Length; at += LineLength)
        {
            text.Append(base64.AsSpan(at, Math.Min(LineLength, base64.Length - at))).Append('\n');
        }

        return text.Append("-----END OPENSSH PRIVATE KEY-----\n").ToString();
    }

    private byte[] PublicBlob()
    {
        var writer = new SshWriter().Text(type);
        writePublic(writer);
        return writer.ToArray();
    }
}

/// <summary>SSH's wire types (RFC 4251 §5).</summary>
internal sealed class SshWriter
{
    private readonly List<byte> bytes = [];

    public int Length => bytes.Count;

    public SshWriter Raw(ReadOnlySpan<byte> value)
    {
        bytes.AddRange(value);
        return this;
    }

    public SshWriter Bytes(ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        return Raw(length).Raw(value);
    }

    public SshWriter Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    /// <summary>mpint: no needless zeros, one zero where the top bit would mean a minus.</summary>
    public SshWriter Integer(ReadOnlySpan<byte> value)
    {
        var plain = value.TrimStart((byte)0);
        return plain.Length > 0 && plain[0] >= 0x80 ? Bytes([0, .. plain]) : Bytes(plain);
    }

    public byte[] ToArray() => [.. bytes];
}
