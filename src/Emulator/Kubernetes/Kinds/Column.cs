namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>One column of a kind's table. Priority 0 is always shown, 1 with <c>-o wide</c>.</summary>
internal sealed record Column(string Name, string Type, string Format, string Description, int Priority = 0);
