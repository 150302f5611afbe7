namespace Eso.Operator.Secrets.Templating;

/// <summary>Where a template failed.</summary>
public enum TemplatePhase
{
    Parse,
    Execute,
}

/// <summary>A template failed; the message is Go's.</summary>
public sealed class TemplateException : Exception
{
    internal TemplateException(TemplatePhase phase, string message)
        : base(ByteText.ToText(message)) => Phase = phase;

    public TemplatePhase Phase { get; }

    /// <summary>The key that the data lacks, when that is what failed.</summary>
    public string? MissingKey { get; internal init; }
}
