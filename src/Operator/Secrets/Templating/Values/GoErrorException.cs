namespace Eso.Operator.Secrets.Templating.Values;

/// <summary>An error that a template function returns, or a panic in it. The message is a byte string, Go's text.</summary>
internal sealed class GoErrorException(string message) : Exception(message);
