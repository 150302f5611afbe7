using System.Numerics;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>Blowfish with bcrypt's costly key schedule. Its tables are the binary digits of pi after the point.</summary>
internal sealed class Blowfish
{
    private const int Rounds = 16;
    private const int Subkeys = Rounds + 2;
    private const int Words = Subkeys + 4 * 256;

    private static readonly Lazy<uint[]> Initial = new(DigitsOfPi);

    private readonly uint[] _p;
    private readonly uint[] _s;

    private Blowfish()
    {
        _p = Initial.Value[..Subkeys];
        _s = Initial.Value[Subkeys..];
    }

    /// <summary>pi = 16 atan(1/5) − 4 atan(1/239), in fixed point.</summary>
    private static uint[] DigitsOfPi()
    {
        const int Guard = 64;
        var one = BigInteger.One << (Words * 32 + Guard);
        var pi = 16 * ArcTangent(one, 5) - 4 * ArcTangent(one, 239);
        var fraction = (pi - 3 * one) >> Guard;
        var words = new uint[Words];
        for (var i = Words - 1; i >= 0; i--)
        {
            words[i] = (uint)(fraction & uint.MaxValue);
            fraction >>= 32;
        }
        return words;
    }

    private static BigInteger ArcTangent(BigInteger one, int inverse)
    {
        var power = one / inverse;
        var sum = power;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power /= -(inverse * inverse);
            sum += power / n;
        }
        return sum;
    }

    /// <summary>The schedule of bcrypt: 2^cost times over key and salt.</summary>
    internal static Blowfish Expensive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, int cost)
    {
        var cipher = new Blowfish();
        cipher.Expand(key, salt);
        for (var i = 0L; i < 1L << cost; i++)
        {
            cipher.Expand(key, []);
            cipher.Expand(salt, []);
        }
        return cipher;
    }

    private void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        var at = 0;
        for (var i = 0; i < _p.Length; i++) _p[i] ^= NextWord(key, ref at);
        uint left = 0, right = 0;
        at = 0;
        Fill(_p, salt, ref at, ref left, ref right);
        Fill(_s, salt, ref at, ref left, ref right);
    }

    private void Fill(uint[] table, ReadOnlySpan<byte> salt, ref int at, ref uint left, ref uint right)
    {
        for (var i = 0; i < table.Length; i += 2)
        {
            if (salt.Length > 0)
            {
                left ^= NextWord(salt, ref at);
                right ^= NextWord(salt, ref at);
            }
            Encrypt(ref left, ref right);
            (table[i], table[i + 1]) = (left, right);
        }
    }

    private static uint NextWord(ReadOnlySpan<byte> bytes, ref int at)
    {
        uint word = 0;
        for (var i = 0; i < 4; i++)
        {
            word = word << 8 | bytes[at];
            at = at + 1 == bytes.Length ? 0 : at + 1;
        }
        return word;
    }

    internal void Encrypt(ref uint left, ref uint right)
    {
        var (p, s) = (_p, _s);
        var (l, r) = (left, right);
        for (var i = 0; i < Rounds; i += 2)
        {
            l ^= p[i];
            r ^= ((s[l >> 24] + s[256 + (l >> 16 & 255)]) ^ s[512 + (l >> 8 & 255)]) + s[768 + (l & 255)];
            r ^= p[i + 1];
            l ^= ((s[r >> 24] + s[256 + (r >> 16 & 255)]) ^ s[512 + (r >> 8 & 255)]) + s[768 + (r & 255)];
        }
        left = r ^ p[Rounds + 1];
        right = l ^ p[Rounds];
    }
}
