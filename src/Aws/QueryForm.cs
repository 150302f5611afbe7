using System.Text;

namespace Eso.Aws;

/// <summary>The form body of the query protocol.</summary>
internal sealed class QueryForm
{
    private readonly StringBuilder text = new();

    public QueryForm(string action, string version) => Add("Action", action).Add("Version", version);

    /// <summary>Adds a parameter unless it is null or empty.</summary>
    public QueryForm Add(string name, string? value) => string.IsNullOrEmpty(value) ? this : AddAlways(name, value);

    /// <summary>Adds a parameter whose empty value means something.</summary>
    public QueryForm AddAlways(string name, string value)
    {
        text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(text.ToString());
}
