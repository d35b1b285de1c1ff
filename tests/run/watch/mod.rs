mod curves;
mod events;
