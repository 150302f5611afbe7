using System.Text;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>Password: letters, digits and symbols in random order; a quarter each of digits and symbols by default.</summary>
internal sealed class PasswordGenerator(ProviderServices services) : IGenerator
{
    private const int LengthMax = 65_536;
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Symbols = "~!@#$%^&*()_+`-={}|[]\\:\"<>?,./";

    public string Kind => "Password";

    public Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel)
    {
        var spec = context.Spec;
        var keys = spec["secretKeys"] is JsonArray ? spec.Texts("secretKeys") : ["password"];
        if (keys.Any(k => k.Length == 0) || keys.Distinct(StringComparer.Ordinal).Count() != keys.Count)
        {
            throw new ProviderException(Failure.Invalid, "secretKeys must be non-empty and unique");
        }

        var values = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            values[key] = SecretBytes.FromText(Encode(spec.Text("encoding"), Make(spec)));
        }

        return Task.FromResult(new Generated(values));
    }

    private string Make(JsonObject spec)
    {
        var length = spec.Number("length") ?? 24;
        var digits = spec.Number("digits") ?? length / 4;
        var symbols = spec.Number("symbols") ?? length / 4;
        var symbolSet = spec.Text("symbolCharacters") is { Length: > 0 } own ? own : Symbols;
        var letters = spec.Flag("noUpper") ? Lower : Lower + Upper;
        var repeat = spec.Flag("allowRepeat");
        if (length is < 0 or > LengthMax || digits < 0 || symbols < 0)
        {
            throw Refused("invalid length");
        }

        Check(digits + symbols <= length, "number of digits and symbols must be less than total length");
        Check(
            repeat || length - digits - symbols <= letters.Length,
            "number of letters exceeds available letters and repeats are not allowed");
        Check(repeat || digits <= Digits.Length, "number of digits exceeds available digits and repeats are not allowed");
        Check(repeat || symbols <= symbolSet.Length, "number of symbols exceeds available symbols and repeats are not allowed");
        var made = new StringBuilder();
        Add(made, letters, length - digits - symbols, repeat);
        Add(made, Digits, digits, repeat);
        Add(made, symbolSet, symbols, repeat);
        return made.ToString();

        static void Check(bool holds, string problem)
        {
            if (!holds)
            {
                throw Refused(problem);
            }
        }
    }

    /// <summary>Draws characters and inserts each at a random place.</summary>
    private void Add(StringBuilder made, string alphabet, long count, bool repeat)
    {
        var left = alphabet;
        for (var i = 0L; i < count; i++)
        {
            var at = Draw(left.Length);
            made.Insert(Draw(made.Length + 1), left[at]);
            left = repeat ? left : left.Remove(at, 1);
        }
    }

    /// <summary>A fair draw from [0, bound): values beyond the last whole multiple are drawn again.</summary>
    private int Draw(int bound)
    {
        var bytes = new byte[4];
        var fair = uint.MaxValue - (uint.MaxValue % (uint)bound);
        while (true)
        {
            services.Entropy(bytes);
            var value = BitConverter.ToUInt32(bytes);
            if (value < fair)
            {
                return (int)(value % (uint)bound);
            }
        }
    }

    private static string Encode(string encoding, string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        return encoding switch
        {
            "base64" => Convert.ToBase64String(bytes),
            "base64url" => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_'),
            "base32" => Base32.Encode(bytes),
            "hex" => Convert.ToHexStringLower(bytes),
            _ => password,
        };
    }

    private static ProviderException Refused(string problem) =>
        new(Failure.Invalid, $"unable to generate password: {problem}");
}
