namespace Eso.Operator.Secrets;

/// <summary>A value or key cannot be used as asked. The message is ESO's and never holds a secret value.</summary>
public sealed class ValueException(string message, Exception? inner = null) : Exception(message, inner);
