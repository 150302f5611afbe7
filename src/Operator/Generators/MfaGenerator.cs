using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Eso.Kubernetes;
using Eso.Operator.Api;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>
/// MFA: a time-based one-time password (RFC 6238, SHA-1) of a seed kept in a Secret. As in ESO, <c>algorithm</c> is
/// accepted and without effect.
/// </summary>
internal sealed class MfaGenerator(ProviderServices services) : IGenerator
{
    public string Kind => "MFA";

    public async Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel)
    {
        var selector = context.Spec.Object("secret");
        var seed = await context.Refs.SecretKeyAsync(context.Namespace, selector.Text("name"), selector.Text("key"), cancel)
            ?? throw new ProviderException(
                Failure.Invalid,
                $"cannot get Kubernetes secret \"{selector.Text("name")}\" from namespace \"{context.Namespace}\"");
        var key = Base32.Decode(seed.RevealText())
            ?? throw new ProviderException(Failure.Invalid, "unable to generate token: the seed is not base32");
        var length = (int)Math.Clamp(context.Spec.Number("length") ?? 6, 1, 10);
        var period = Math.Max(1, context.Spec.Number("timePeriod") ?? 30);
        var now = Condition.ParseTime(context.Spec.Text("when")) ?? services.Clock.GetUtcNow();
        var seconds = now.ToUnixTimeSeconds();
        return new Generated(new Dictionary<string, SecretBytes>
        {
            ["token"] = SecretBytes.FromText(Token(key, seconds / period, length)),
            ["timeLeft"] = SecretBytes.FromText((period - (seconds % period)).ToString(CultureInfo.InvariantCulture)),
        });
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 and every authenticator use SHA-1.")]
    private static string Token(byte[] key, long counter, int length)
    {
        Span<byte> message = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(message, counter);
        var hash = HMACSHA1.HashData(key, message);
        var offset = hash[^1] & 0x0f;
        var code = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(offset)) & 0x7fffffff;
        var modulus = (long)Math.Pow(10, length);
        return (code % modulus).ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
    }
}
