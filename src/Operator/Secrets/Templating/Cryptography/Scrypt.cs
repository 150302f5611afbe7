using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Eso.Operator.Secrets.Templating.Cryptography;

/// <summary>scrypt (RFC 7914).</summary>
internal static class Scrypt
{
    internal static byte[] Derive(byte[] password, byte[] salt, int cost, int blockSize, int parallel, int length)
    {
        var bytes = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, parallel * 128 * blockSize);
        var words = new uint[32 * blockSize];
        var table = new uint[cost * words.Length];
        var scratch = new uint[words.Length];
        for (var i = 0; i < parallel; i++)
        {
            var part = bytes.AsSpan(i * 128 * blockSize, 128 * blockSize);
            for (var w = 0; w < words.Length; w++) words[w] = BinaryPrimitives.ReadUInt32LittleEndian(part[(4 * w)..]);
            Mix(words, table, scratch, cost, blockSize);
            for (var w = 0; w < words.Length; w++) BinaryPrimitives.WriteUInt32LittleEndian(part[(4 * w)..], words[w]);
        }
        return Rfc2898DeriveBytes.Pbkdf2(password, bytes, 1, HashAlgorithmName.SHA256, length);
    }

    private static void Mix(uint[] words, uint[] table, uint[] scratch, int cost, int blockSize)
    {
        var size = words.Length;
        for (var i = 0; i < cost; i++)
        {
            words.CopyTo(table, i * size);
            MixBlocks(words, scratch, blockSize);
        }
        for (var i = 0; i < cost; i++)
        {
            var at = (int)(words[size - 16] & (uint)(cost - 1)) * size;
            for (var w = 0; w < size; w++) words[w] ^= table[at + w];
            MixBlocks(words, scratch, blockSize);
        }
    }

    private static void MixBlocks(uint[] words, uint[] scratch, int blockSize)
    {
        Span<uint> x = stackalloc uint[16];
        words.AsSpan(words.Length - 16).CopyTo(x);
        for (var i = 0; i < 2 * blockSize; i++)
        {
            for (var w = 0; w < 16; w++) x[w] ^= words[16 * i + w];
            Salsa(x);
            // Even blocks to the front, odd ones behind.
            x.CopyTo(scratch.AsSpan(16 * (i / 2 + (i & 1) * blockSize)));
        }
        scratch.CopyTo(words, 0);
    }

    private static void Salsa(Span<uint> block)
    {
        Span<uint> x = stackalloc uint[16];
        block.CopyTo(x);
        for (var i = 0; i < 8; i += 2)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }
        for (var i = 0; i < 16; i++) block[i] += x[i];
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
        x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
        x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
        x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
    }
}
