namespace Eso.Emulator.Kubernetes.Cel;

/// <summary>A node of a parsed expression. <see cref="At"/> is its place in the text, for messages.</summary>
internal abstract record CelExpr(int At);

internal sealed record CelLiteral(object? Value, int At) : CelExpr(At);

internal sealed record CelIdent(string Name, int At) : CelExpr(At);

/// <summary><c>a.b</c>, <c>a.?b</c>, or <c>has(a.b)</c> when <see cref="Test"/>.</summary>
internal sealed record CelSelect(CelExpr Operand, string Field, bool Optional, bool Test, int At) : CelExpr(At);

/// <summary>A function, an operator (<c>_+_</c>) or a method when there is a target.</summary>
internal sealed record CelCall(string Name, CelExpr? Target, IReadOnlyList<CelExpr> Args, int At) : CelExpr(At);

internal sealed record CelListExpr(IReadOnlyList<(CelExpr Value, bool Optional)> Items, int At) : CelExpr(At);

internal sealed record CelMapExpr(IReadOnlyList<(CelExpr Key, CelExpr Value, bool Optional)> Entries, int At) : CelExpr(At);

/// <summary>An object of a named type: <c>Object.spec{replicas: 1}</c>.</summary>
internal sealed record CelStructExpr(
    string Type, IReadOnlyList<(string Name, CelExpr Value, bool Optional, int At)> Fields, int At) : CelExpr(At);

/// <summary>A macro over a list, a map or an optional: all, exists, map, filter, optMap, sortBy…</summary>
/// <param name="Second">The second variable of the two-variable forms.</param>
/// <param name="Filter">The condition of map and transform forms.</param>
internal sealed record CelMacro(
    string Name, CelExpr Range, string Variable, string? Second, CelExpr? Filter, CelExpr Body, int At) : CelExpr(At);

/// <summary>What is wrong with an expression, at compile time, with cel-go's text.</summary>
internal sealed class CelSyntaxException(string message) : Exception(message);
