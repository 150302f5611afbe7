namespace Eso.Operator.Secrets;

/// <summary>The order of Go strings: by their UTF-8 bytes, which is the order of their code points.</summary>
internal sealed class GoOrder : IComparer<string>
{
    public static readonly GoOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        x ??= "";
        y ??= "";
        var length = Math.Min(x.Length, y.Length);
        for (var i = 0; i < length; i++)
        {
            if (x[i] != y[i])
            {
                // Surrogates stand for code points above every other UTF-16 unit.
                var left = char.IsSurrogate(x[i]) ? x[i] + 0x10000 : x[i];
                var right = char.IsSurrogate(y[i]) ? y[i] + 0x10000 : y[i];
                return left.CompareTo(right);
            }
        }

        return x.Length.CompareTo(y.Length);
    }
}
