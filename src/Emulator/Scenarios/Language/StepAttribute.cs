namespace Eso.Emulator.Scenarios.Language;

/// <summary>Marks a record as a scenario step or a nested value; the texts become the reference and the schema.</summary>
/// <param name="about">One sentence for the reference.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
internal sealed class AboutAttribute(string about) : Attribute
{
    public string Text { get; } = about;
}

/// <summary>Names the property that a step written as a plain value fills: <c>advance: 1h</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ShortFormAttribute : Attribute;
