using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Eso.Operator.Secrets.Templating.Cryptography;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Formatting;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: password hashes, Master Password, AES.</summary>
[TemplateFunctions]
internal static class PasswordFunctions
{
    private const int BcryptCost = 10;

    // These cost far more than a step of a template: some 50 to 500 ms each.
    private const int CostlySteps = 100_000;
    private const string Seed = "com.lyndir.masterpassword";

    private static readonly Dictionary<string, string[]> PasswordShapes = new(StringComparer.Ordinal)
    {
        ["maximum"] = ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        ["long"] =
        [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno",
            "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno",
            "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
        ],
        ["medium"] = ["CvcnoCvc", "CvcCvcno"],
        ["short"] = ["Cvcn"],
        ["basic"] = ["aaanaaan", "aannaaan", "aaannaaa"],
        ["pin"] = ["nnnn"],
    };

    private static readonly Dictionary<char, string> Characters = new()
    {
        ['V'] = "AEIOU",
        ['C'] = "BCDFGHJKLMNPQRSTVWXYZ",
        ['v'] = "aeiou",
        ['c'] = "bcdfghjklmnpqrstvwxyz",
        ['A'] = "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        ['a'] = "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        ['n'] = "0123456789",
        ['o'] = "@&%?,=[]_:-+*$#!'^~;()/.",
        ['x'] = "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    };

    public static string Bcrypt(Executor executor, string password)
    {
        if (password.Length > Cryptography.Bcrypt.PasswordMax)
            return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes";
        executor.Step(CostlySteps);
        var salt = new byte[Cryptography.Bcrypt.SaltLength];
        executor.Environment.Random(salt);
        return Cryptography.Bcrypt.Hash(ByteText.ToBytes(password), salt, BcryptCost);
    }

    public static string Htpasswd(Executor executor, string user, string password, GoHashAlgorithm algorithm)
    {
        if (user.Contains(':')) return $"invalid username: {user}";
        return algorithm.Text == "sha"
            ? $"{user}:{{SHA}}{Convert.ToBase64String(SHA1.HashData(ByteText.ToBytes(password)))}"
            : $"{user}:{Bcrypt(executor, password)}";
    }

    /// <summary>Master Password, algorithm 3 as sprig has it.</summary>
    public static string DerivePassword(
        Executor executor, uint counter, string kind, string password, string user, string site)
    {
        if (!PasswordShapes.TryGetValue(kind, out var shapes)) return $"cannot find password template {kind}";
        executor.Step(CostlySteps);
        var key = Scrypt.Derive(ByteText.ToBytes(password), Salted(user, null), 32768, 8, 2, 64);
        var seed = HMACSHA256.HashData(key, Salted(site, counter));
        var shape = shapes[seed[0] % shapes.Length];
        var derived = new StringBuilder();
        for (var i = 0; i < shape.Length; i++)
        {
            var from = Characters[shape[i]];
            derived.Append(from[seed[i + 1] % from.Length]);
        }
        return derived.ToString();
    }

    private static byte[] Salted(string name, uint? counter)
    {
        var salt = new byte[Seed.Length + 4 + name.Length + (counter is null ? 0 : 4)];
        Encoding.ASCII.GetBytes(Seed, salt);
        BinaryPrimitives.WriteUInt32BigEndian(salt.AsSpan(Seed.Length), (uint)name.Length);
        ByteText.ToBytes(name).CopyTo(salt, Seed.Length + 4);
        if (counter is { } number) BinaryPrimitives.WriteUInt32BigEndian(salt.AsSpan(salt.Length - 4), number);
        return salt;
    }

    private static byte[] AesKey(string password)
    {
        var key = new byte[32];
        ByteText.ToBytes(password).AsSpan(0, Math.Min(32, password.Length)).CopyTo(key);
        return key;
    }

    public static string EncryptAES(Executor executor, string password, string text)
    {
        if (text.Length == 0) return "";
        using var aes = Aes.Create();
        aes.Key = AesKey(password);
        var iv = new byte[16];
        executor.Environment.Random(iv);
        return Convert.ToBase64String([.. iv, .. aes.EncryptCbc(ByteText.ToBytes(text), iv)]);
    }

    public static string DecryptAES(string password, string encrypted)
    {
        if (encrypted.Length == 0) return "";
        if (!GoBase64.TryDecode(encrypted, out var bytes, out var error)) throw new GoErrorException(error);
        if (bytes.Length < 16) throw new GoErrorException($"runtime error: slice bounds out of range [:16] with capacity {bytes.Length}");
        if (bytes.Length % 16 != 0) throw new GoErrorException("crypto/cipher: input not full blocks");
        if (bytes.Length == 16) throw new GoErrorException("runtime error: index out of range [-1]");
        using var aes = Aes.Create();
        aes.Key = AesKey(password);
        var plain = aes.DecryptCbc(bytes.AsSpan(16), bytes.AsSpan(0, 16), PaddingMode.None);
        var length = plain.Length - plain[^1];
        if (length < 0) throw new GoErrorException($"runtime error: slice bounds out of range [:{length}]");
        return ByteText.FromBytes(plain.AsSpan(0, length));
    }
}
