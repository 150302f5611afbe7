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

    private TemplateException(string message, TemplateException inner)
        : base(message) => (Phase, MissingKey) = (inner.Phase, inner.MissingKey);

    public TemplatePhase Phase { get; }

    /// <summary>The key that the data lacks, when that is what failed.</summary>
    public string? MissingKey { get; internal init; }

    /// <summary>The same failure in other words; the first ones are forgotten, they may hold values.</summary>
    internal TemplateException Saying(string message) => new(message, this);
}
