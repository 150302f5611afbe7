namespace Eso.Testing;

/// <summary>The world is not as a test expects it. The message is written for people and holds no secret value.</summary>
public sealed class EsoExpectationException : Exception
{
    /// <summary>Made by expectations.</summary>
    public EsoExpectationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>The ground that a test asks for cannot be had on this machine; the message says why and what to do.</summary>
public sealed class EsoGroundException : Exception
{
    /// <summary>Made when a world is started.</summary>
    public EsoGroundException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
