namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>What is noted while a target is made.</summary>
internal sealed class RenderNotes
{
    /// <summary>More went into it than object and values: the clock, chance, or what another object holds.</summary>
    public bool Varies { get; private set; }

    public void Vary() => Varies = true;
}
