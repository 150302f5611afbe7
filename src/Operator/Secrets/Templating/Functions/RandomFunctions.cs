using System.Buffers.Binary;
using System.Text;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: chance, from the environment's source.</summary>
[TemplateFunctions]
internal static class RandomFunctions
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private static readonly string Printable = string.Concat(Enumerable.Range(32, 95).Select(c => (char)c));

    public static string RandAlphaNum(Executor executor, nint count) => Pick(executor, Letters + Digits, count);

    public static string RandAlpha(Executor executor, nint count) => Pick(executor, Letters, count);

    public static string RandNumeric(Executor executor, nint count) => Pick(executor, Digits, count);

    public static string RandAscii(Executor executor, nint count) => Pick(executor, Printable, count);

    private static string Pick(Executor executor, string from, nint count)
    {
        if (count <= 0) return "";
        executor.Allow(count);
        var text = new StringBuilder((int)count);
        for (nint i = 0; i < count; i++) text.Append(from[Below(executor, from.Length)]);
        return text.ToString();
    }

    /// <summary>A number below a limit, all equally likely.</summary>
    private static int Below(Executor executor, int limit)
    {
        executor.Step();
        var bytes = new byte[4];
        while (true)
        {
            executor.Environment.Random(bytes);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            if (value < uint.MaxValue - uint.MaxValue % (uint)limit) return (int)(value % (uint)limit);
        }
    }

    public static string RandBytes(Executor executor, nint count)
    {
        if (count < 0) throw new GoErrorException("runtime error: makeslice: len out of range");
        executor.Allow(count * 2L);
        var bytes = new byte[count];
        executor.Environment.Random(bytes);
        return Convert.ToBase64String(bytes);
    }

    public static nint RandInt(Executor executor, nint least, nint limit)
    {
        if (limit <= least) throw new GoErrorException("invalid argument to Intn");
        var bytes = new byte[16];
        executor.Environment.Random(bytes);
        // 128 bits of chance leave no bias worth the name.
        return (nint)(long)(BinaryPrimitives.ReadUInt128LittleEndian(bytes) % (UInt128)(Int128)(limit - least)) + least;
    }

    public static string Shuffle(Executor executor, string text)
    {
        var runes = ByteText.Runes(text);
        for (var i = runes.Count - 1; i > 0; i--)
        {
            var j = Below(executor, i + 1);
            (runes[i], runes[j]) = (runes[j], runes[i]);
        }
        return ByteText.FromRunes(runes);
    }

    public static string Uuidv4(Executor executor)
    {
        var bytes = new byte[16];
        executor.Environment.Random(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
