namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>
/// Secrets by name in some tables instead of one, which would stall whoever makes it grow, for as long as it takes to move
/// all that is in it. Not in many: what is new then lies scattered for the garbage collector, whose pauses grow by half.
/// </summary>
internal sealed class NameTable
{
    private const int Tables = 16;
    private readonly Dictionary<string, Secret>?[] tables = new Dictionary<string, Secret>?[Tables];

    public int Count { get; private set; }

    public Secret? Find(string name) => tables[TableOf(name)]?.GetValueOrDefault(name);

    /// <summary>Replaces one of the same name.</summary>
    public void Put(Secret secret)
    {
        var table = tables[TableOf(secret.Name)] ??= new Dictionary<string, Secret>(1, StringComparer.Ordinal);
        Count -= table.Count;
        table[secret.Name] = secret;
        Count += table.Count;
    }

    public void Remove(string name)
    {
        if (tables[TableOf(name)]?.Remove(name) == true)
        {
            Count--;
        }
    }

    // Other bits than those that a table goes by.
    private static int TableOf(string name) => (name.GetHashCode() >>> 23) & (Tables - 1);
}
