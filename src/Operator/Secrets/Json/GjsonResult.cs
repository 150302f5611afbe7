namespace Eso.Operator.Secrets.Json;

/// <summary>What kind of JSON a path led to.</summary>
internal enum GjsonType
{
    Null,
    False,
    Number,
    String,
    True,
    Json,
}

/// <summary>
/// What a path led to. Texts are byte texts (<see cref="ByteText"/>); <see cref="Text"/> and <see cref="Bytes"/> are
/// the doors out.
/// </summary>
internal readonly record struct GjsonResult(GjsonType Type, string RawBytes, string StringBytes = "", double Number = 0)
{
    public static readonly GjsonResult None = new(GjsonType.Null, "");

    /// <summary>
    /// Where the value stands in the JSON that was searched; 0 when it was made or passed through a pipe.
    /// </summary>
    public int Index { get; init; }

    /// <summary>Where each element of a collected array stands; null for everything else.</summary>
    public IReadOnlyList<int>? Indexes { get; init; }

    public bool Exists => Type != GjsonType.Null || !string.IsNullOrEmpty(RawBytes);

    public bool IsObject => Type == GjsonType.Json && RawBytes.Length > 0 && RawBytes[0] == '{';

    public bool IsArray => Type == GjsonType.Json && RawBytes.Length > 0 && RawBytes[0] == '[';

    /// <summary>The value as text: a string without its quotes, anything else as it stands in the source.</summary>
    public string Text => ByteText.ToText(TextBytes);

    /// <summary>The same as bytes.</summary>
    public byte[] Bytes => ByteText.ToBytes(TextBytes);

    /// <summary>The JSON source of the value.</summary>
    public string Raw => ByteText.ToText(RawBytes ?? "");

    public string TextBytes => Type switch
    {
        GjsonType.False => "false",
        GjsonType.True => "true",
        GjsonType.Json => RawBytes,
        GjsonType.String => StringBytes,
        GjsonType.Number => NumberText(),
        _ => "",
    };

    public bool AsBoolean() => Type switch
    {
        GjsonType.True => true,
        GjsonType.Number => Number != 0,
        GjsonType.String => ParseBoolean(StringBytes) ?? false,
        _ => false,
    };

    /// <summary>What Go's ParseBool accepts of an already lower-cased text; null otherwise.</summary>
    public static bool? ParseBoolean(string text) => text.ToLowerInvariant() switch
    {
        "1" or "t" or "true" => true,
        "0" or "f" or "false" => false,
        _ => null,
    };

    // A plain integer keeps every digit it has in the source; other numbers go through a double.
    private string NumberText()
    {
        var digits = RawBytes.AsSpan(RawBytes.Length > 0 && RawBytes[0] == '-' ? 1 : 0);
        return RawBytes.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') ? RawBytes : GoNumber.FormatF(Number);
    }
}
